"""What the functional tests stand on. Start reading at `scene.py`."""
