"""What programs ask of an archive, apart from how it is asked: OAI-PMH, the JSON API, IIIF."""
