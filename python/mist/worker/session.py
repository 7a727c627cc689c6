"""Attaches this process to the Spark session of its run."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from mist.errors import MistError
from mist.worker.executor import quiet_gateway
from mist.worker.failure import reporting


@dataclass(frozen=True)
class Attached:
    """The run's session in this process, and the services of the worker."""

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
    """The part of a version that must be equal on both sides."""
    return version.split(".")[:2]


def attach(port: int, token: str, module: str) -> Attached:
    """Opens the worker's gateway and wraps the run's session for PySpark; ``module`` is the job's."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    quiet_gateway()
    os.environ.update(PYSPARK_GATEWAY_PORT=str(port), PYSPARK_GATEWAY_SECRET=token, PYSPARK_PIN_THREAD="true")
    gateway = launch_gateway()
    # Processes that the job starts must not find the gateway.
    del os.environ["PYSPARK_GATEWAY_PORT"], os.environ["PYSPARK_GATEWAY_SECRET"]
    host = gateway.entry_point
    jvm_context = host.context()
    # Spark shares Python processes on executors by their environment. They must not see the token.
    environment = {"MIST_ARTIFACT": host.artifact(), "MIST_WORKER_TOKEN": ""}
    context = SparkContext(
        gateway=gateway, jsc=jvm_context, conf=SparkConf(_jconf=jvm_context.getConf()), environment=environment
    )
    host.keepsFilesIn(context._temp_dir)
    context._python_includes = [*(context._python_includes or ()), *host.onExecutors(module).split(",")]
    # PySpark makes its first session the default of the whole JVM, where it is one of many.
    SparkSession._instantiatedSession = SimpleNamespace(_sc=context)  # type: ignore[assignment]
    spark = SparkSession(context, host.session())
    SparkSession._instantiatedSession = spark
    SparkSession._activeSession = spark
    _report_batches(host)
    context.stop = _stays  # type: ignore[method-assign]
    spark.stop = _stays  # type: ignore[method-assign]
    return Attached(host, spark)


def _stays() -> None:
    print("mist: stop() has no effect: the session ends with the run, and the context stays for other runs", file=sys.stderr)


def _report_batches(host: Any) -> None:
    """Reports the exceptions of functions of ``foreachBatch`` unchanged."""
    from pyspark.sql.utils import ForeachBatchFunction

    call = ForeachBatchFunction.call

    def reporting_call(self: Any, batch: Any, epoch: int) -> None:
        with reporting(host):
            call(self, batch, epoch)

    ForeachBatchFunction.call = reporting_call  # type: ignore[assignment, method-assign]
