"""Attaches this process to the Spark session of its run."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from mist.errors import MistError
from mist.worker.executor import quiet_gateway
from mist.worker.failure import telling


@dataclass(frozen=True)
class Attached:
    """The run's session here, and what the worker offers this process."""

    host: Any
    spark: Any


def require_pyspark(spark_version: str) -> None:
    """Raises :class:`MistError` of kind resources if this Python has no PySpark of the worker's version of Spark."""
    advice = f"pip install pyspark=={spark_version} in its environment, or name another one in spark.pyspark.python"
    try:
        import pyspark
    except ImportError as e:
        raise MistError(
            "resources", "pyspark-not-found", f"{sys.executable} cannot import pyspark: {e} (expected: {advice})"
        ) from e
    if _line(pyspark.__version__) != _line(spark_version):
        raise MistError(
            "resources",
            "pyspark-mismatch",
            f"{sys.executable} has PySpark {pyspark.__version__}, the context Spark {spark_version} (expected: {advice})",
        )


def _line(version: str) -> list[str]:
    """What must be the same for both to understand each other."""
    return version.split(".")[:2]


def attach(port: int, token: str, module: str) -> Attached:
    """Opens the worker's gateway and makes PySpark's session of the run's; ``module`` is the job's."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    quiet_gateway()
    os.environ.update(PYSPARK_GATEWAY_PORT=str(port), PYSPARK_GATEWAY_SECRET=token, PYSPARK_PIN_THREAD="true")
    gateway = launch_gateway()
    # What the job starts itself is not to find the way in.
    del os.environ["PYSPARK_GATEWAY_PORT"], os.environ["PYSPARK_GATEWAY_SECRET"]
    host = gateway.entry_point
    jvm_context = host.context()
    # Python processes on executors are shared by their environment. The token is no business of theirs.
    environment = {"MIST_ARTIFACT": host.artifact(), "MIST_WORKER_TOKEN": ""}
    context = SparkContext(
        gateway=gateway, jsc=jvm_context, conf=SparkConf(_jconf=jvm_context.getConf()), environment=environment
    )
    host.keepsFilesIn(context._temp_dir)
    context._python_includes = [*(context._python_includes or ()), *host.onExecutors(module).split(",")]
    # PySpark makes its first session the default of the whole JVM; there it is one of many.
    SparkSession._instantiatedSession = SimpleNamespace(_sc=context)  # type: ignore[assignment]
    spark = SparkSession(context, host.session())
    SparkSession._instantiatedSession = spark
    SparkSession._activeSession = spark
    _tell_of_batches(host)
    context.stop = _left_to_mist  # type: ignore[method-assign]
    spark.stop = _left_to_mist  # type: ignore[method-assign]
    return Attached(host, spark)


def _left_to_mist() -> None:
    print("mist: stop() is left to Mist: the session ends with the run, the context goes on", file=sys.stderr)


def _tell_of_batches(host: Any) -> None:
    """What a function of ``foreachBatch`` raises is told as it is."""
    from pyspark.sql.utils import ForeachBatchFunction

    call = ForeachBatchFunction.call

    def telling_call(self: Any, batch: Any, epoch: int) -> None:
        with telling(host):
            call(self, batch, epoch)

    ForeachBatchFunction.call = telling_call  # type: ignore[assignment, method-assign]
