"""Upload from the browser: resumable by the tus protocol, file by file, then imported together as one job."""
