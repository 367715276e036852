"""What the scripts of this folder share."""

import json
import zipfile


def deterministic(path):
    """Keras stamps the time of saving into an archive: it is written again without it, compressed."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    version = json.loads(files["metadata.json"])["keras_version"]
    files["metadata.json"] = json.dumps({"keras_version": version, "date_saved": "2026-01-01@00:00:00"}).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
