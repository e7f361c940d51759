"""Fuzz EDTF and the dates in texts: a span that is a span, or nothing.

nice -n 10 python fuzz/edtf.py CORPUS -max_total_time=600 -timeout=5
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["regesta.understand"]):
    from regesta.understand.dates import DateContext, find_dates
    from regesta.understand.dates_edtf import edtf_span

SIGNS = "0123456789-/.XT:Zu?~%[]{},+ WQYES"


def test_one(data: bytes) -> None:
    """Read the bytes as EDTF, once as they are and once as signs that EDTF has, and as prose."""
    given = atheris.FuzzedDataProvider(data)
    kind = given.ConsumeIntInRange(0, 2)
    if kind == 0:
        text = "".join(SIGNS[one % len(SIGNS)] for one in given.ConsumeBytes(40))
    else:
        text = given.ConsumeUnicodeNoSurrogates(300)
    if kind < 2:
        span = edtf_span(text)
        assert span is None or span.earliest <= span.latest, (text, span)
        return
    for mention in find_dates(text, DateContext()):
        assert 0 <= mention.start <= mention.end <= len(text), (text, mention)


def main() -> None:
    """Run until libFuzzer's own options say."""
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
