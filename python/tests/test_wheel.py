"""What is shipped."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import mist

ROOT = Path(__file__).parents[1]


def test_the_wheel_has_every_module_its_types_and_the_fixture() -> None:
    subprocess.run([ROOT / "wheel"], check=True, timeout=300)
    (wheel,) = (ROOT / "target" / "dist").glob(f"mist-{mist.__version__}-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"mist-{mist.__version__}.dist-info/METADATA").decode()
        fixtures = archive.read(f"mist-{mist.__version__}.dist-info/entry_points.txt").decode()
    modules = {str(file.relative_to(ROOT)) for file in (ROOT / "mist").rglob("*.py")}
    assert modules | {"mist/py.typed"} == {name for name in names if name.startswith("mist/")}
    requirements = [line for line in metadata.splitlines() if line.startswith("Requires")]
    assert requirements == ["Requires-Python: >=3.10", "Requires-Dist: pyspark>=4.1"]
    assert "mist.testing.plugin = mist.testing.plugin" in fixtures
