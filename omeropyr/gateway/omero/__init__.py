"""An OMERO.server as a gateway, through omero-py. Nothing else in omeropyr imports omero-py or Ice."""
