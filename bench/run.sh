#!/usr/bin/env bash
# Measures Mist against peers, in one run on one machine. Prints a table for bench/README.md.
#
#   bench/run.sh start [RUNS]   a run on a warm context against the same Spark call in-process
#   bench/run.sh languages [ROUNDS] [LANGUAGE]…      what a run adds in Scala and Python to one in Java
#   bench/run.sh cold [RUNS]    from the server's process to its first answer
#   bench/run.sh publish [SECONDS] [ROUNDS] [ROWS]   messages/s of one Spark query, by Mist and by hand
#   bench/run.sh latency [RATE] [SECONDS]            from an event in to its alert out, door by door
#   bench/run.sh change [CHANGES] [ROUNDS] [RATE] [SIDES]  from a live change to its first output, against restarts and Flink
#   bench/run.sh fanout [COUNT]…  one message a second to so many subscribers, against mosquitto
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
repo="$(dirname "$here")"
"$repo/mist" build >&2
dist="$repo/dist/target/mist"
work="$(mktemp -d)"
server=""
brokers=()
cleanup() {
  for process in $server ${brokers[@]+"${brokers[@]}"}; do
    kill "$process" 2> /dev/null || true
    wait "$process" 2> /dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT
port=22004

serve() { # the server's own output goes to a file; returns at its first answer
  "$dist/bin/mist" serve --config "$work/mist.conf" --data-dir "$work/data" --port "$port" --stop-workers \
    > "$work/server.log" 2>&1 &
  server=$!
  until curl -sf "http://127.0.0.1:$port/health" > /dev/null; do
    kill -0 "$server" || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.02
  done
}

compile() { # compile [MODULE]
  (cd "$repo" && ./mvnw -q -B -pl "${1:-bench}" -am package -Dmaven.test.skip=true)
  cp "$here"/target/mist-bench-*.jar "$work/bench.jar"
}

listening() { # listening PROCESS PORT LOG: returns when the process listens
  until (exec 3<> "/dev/tcp/127.0.0.1/$2") 2> /dev/null; do
    kill -0 "$1" || { tail -n 20 "$3" >&2; exit 1; }
    sleep 0.1
  done
}

kafka_port=22092
kafka() { # a broker in a process of its own; one node, its data on disk as Kafka does it
  cat > "$work/kafka.properties" << END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:22093
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$kafka_port,CONTROLLER://127.0.0.1:22093
log.dirs=$work/kafka
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
END
  local classes=(-cp "$(< "$here/target/class-path")" "-Dlog4j2.configurationFile=$dist/conf/log4j2-worker.properties")
  java "${classes[@]}" kafka.tools.StorageTool format -t 5L6g3nShT-eMCtK--X86sw -c "$work/kafka.properties" \
    > "$work/kafka.log" 2>&1 || { cat "$work/kafka.log" >&2; exit 1; }
  java -Xmx1g "${classes[@]}" kafka.Kafka "$work/kafka.properties" >> "$work/kafka.log" 2>&1 &
  kafka=$!
  brokers+=("$kafka")
  listening "$kafka" "$kafka_port" "$work/kafka.log"
}

mosquitto_port=22883
mosquitto() { # in memory
  printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\nsys_interval 1\n' \
    "$mosquitto_port" > "$work/mosquitto.conf"
  PATH="$PATH:/usr/sbin" command mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 &
  mosquitto=$!
  brokers+=("$mosquitto")
  listening "$mosquitto" "$mosquitto_port" "$work/mosquitto.log"
}

measure() { # measure CLASS -Dbench.…
  local main="$1"
  shift
  java "-Dbench.work=$work" "-Dbench.distribution=$dist" "-Dbench.jar=$work/bench.jar" \
    "-Dbench.mist=http://127.0.0.1:$port" "-Dbench.mist-process=$server" \
    "-Dbench.kafka=127.0.0.1:$kafka_port" "-Dbench.kafka-process=$kafka" \
    "-Dbench.mosquitto=$mosquitto_port" "-Dbench.mosquitto-process=${mosquitto:-}" "$@" \
    "-Dlog4j2.configurationFile=$dist/conf/log4j2-worker.properties" -Dslf4j.internal.verbosity=ERROR \
    -cp "$work/bench.jar:$(< "$here/target/class-path")" "io.mist.bench.$main" 2> >(tee "$work/bench.log" >&2) \
    || { tail -n 20 "$work"/*.log >&2; exit 1; }
}

publish() {
  compile
  echo 'mist.context-defaults { spark-conf { spark.master = "local[2]" }, worker-start-timeout = 5 minutes }' > "$work/mist.conf"
  echo 'publish { path = "bench.jar", className = "io.mist.bench.publish.PublishJob" }' > "$work/router.conf"
  serve
  kafka
  mosquitto
  measure publish.PublishBench "-Dbench.seconds=${1:-10}" "-Dbench.rounds=${2:-3}" "-Dbench.rows-per-batch=${3:-50000}"
}

latency() { # two servers, as a server has one MQTT broker: its own, or mosquitto
  compile
  echo 'filter { path = "bench.jar", className = "io.mist.bench.latency.FilterJob" }' > "$work/router.conf"
  kafka
  mosquitto
  local load=("-Dbench.rate=${1:-200}" "-Dbench.seconds=${2:-20}" -Dbench.embedded=21883)
  cat > "$work/mist.conf" << END
mist.context-defaults { spark-conf { spark.master = "local[2]" }, worker-start-timeout = 5 minutes }
mist.mqtt { on = true, port = 21883 }
mist.kafka { on = true, bootstrap-servers = "127.0.0.1:$kafka_port" }
END
  serve
  measure latency.LatencyBench -Dbench.doors=http,websocket,embedded-mqtt,kafka,by-hand "${load[@]}"
  kill "$server"
  wait "$server" || true
  cat > "$work/mist.conf" << END
mist.context-defaults { spark-conf { spark.master = "local[2]" }, worker-start-timeout = 5 minutes }
mist.mqtt { on = true, host = "127.0.0.1", port = $mosquitto_port }
END
  serve
  measure latency.LatencyBench -Dbench.doors=mosquitto "${load[@]}"
}

change() {
  local sides="${4:-mist,mist-output,restart,submit,flink,flink-exactly-once}"
  compile bench/flink
  cat > "$work/mist.conf" << END
mist.context-defaults { spark-conf { spark.master = "local[2]" }, worker-start-timeout = 5 minutes }
mist.context {
  default.spark-conf { "spark.sql.streaming.disabledV2MicroBatchReaders" = "org.apache.spark.sql.kafka010.KafkaSourceProvider" }
  # A real-time task keeps its core.
  real-time.spark-conf { spark.master = "local[4]" }
}
mist.kafka { on = true, bootstrap-servers = "127.0.0.1:$kafka_port" }
END
  local fixed="broker = \"127.0.0.1:$kafka_port\", events = \"bench-change-events\""
  cat > "$work/router.conf" << END
live-filter {
  path = "bench.jar", className = "io.mist.bench.change.LiveFilterJob"
  parameters { $fixed, alerts = "bench-change-alerts" }
}
published-filter {
  path = "bench.jar", className = "io.mist.bench.change.PublishedFilterJob"
  parameters { $fixed }
  outputs.alerts.envelope = "plain"
}
END
  case "$sides" in *real-time*) cat >> "$work/router.conf" << END ;; esac
live-filter-real-time = \${live-filter} { namespace = "real-time", trigger = "real-time", parameters.realTime = true }
published-filter-real-time = \${published-filter} { namespace = "real-time", trigger = "real-time" }
END
  kafka
  serve
  measure change.ChangeBench "-Dbench.changes=${1:-20}" "-Dbench.rounds=${2:-3}" "-Dbench.rate=${3:-200}" \
    "-Dbench.sides=$sides" \
    "-Dbench.flink-class-path=$here/flink/target/class-path" "-Dbench.flink-jar=$(ls "$here"/flink/target/mist-bench-flink-*.jar)"
}

start() {
  compile
  echo 'mist.context-defaults { spark-conf { spark.master = "local[2]" }, worker-start-timeout = 5 minutes }' > "$work/mist.conf"
  echo 'count { path = "bench.jar", className = "io.mist.bench.CountJob" }' > "$work/router.conf"
  serve
  opens=()
  for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
    opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
  done
  for package in jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
    opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
  done
  java "${opens[@]}" "-Dlog4j2.configurationFile=$dist/conf/log4j2-worker.properties" \
    -cp "$work/bench.jar:$dist/worker/mist-worker.jar:$dist/spark/jars/*" \
    io.mist.bench.StartBench "http://127.0.0.1:$port" "$server" "${1:-200}" 2> "$work/bench.log" \
    || { tail -n 20 "$work/bench.log" "$work/server.log" >&2; exit 1; }
}

languages() { # in turns, in one context
  local rounds="${1:-200}" python=python3
  shift || true
  [ $# -gt 0 ] || set -- scala python
  case " $* " in *" python "*) python="$("$repo/python/environment")" ;; esac
  compile
  cp "$here/src/main/python/count_in_python.py" "$work/"
  cat > "$work/mist.conf" << END
mist.context-defaults {
  spark-conf { spark.master = "local[2]", "spark.pyspark.python" = "$python" }
  worker-start-timeout = 5 minutes
}
END
  cat > "$work/router.conf" << END
count-in-java { path = "bench.jar", className = "io.mist.bench.CountJob" }
END
  for language in "$@"; do
    case "$language" in
      scala) echo 'count-in-scala { path = "bench.jar", className = "io.mist.bench.CountInScala" }' ;;
      python) echo 'count-in-python { path = "count_in_python.py", className = "count_in_python" }' ;;
      *)
        echo "bench: '$language' (expected: scala or python)" >&2
        exit 2
        ;;
    esac
  done >> "$work/router.conf"
  serve
  java -cp "$work/bench.jar" io.mist.bench.LanguageStarts "http://127.0.0.1:$port" "$rounds" "$@" \
    || { tail -n 20 "$work/server.log" >&2; exit 1; }
}

cold() {
  printf 'mist.mqtt.on = true\nmist.mqtt.port = 21883\n' > "$work/mist.conf"
  : > "$work/router.conf"
  local runs="${1:-10}" began ended
  for _ in $(seq "$runs"); do
    rm -rf "$work/data"
    began="$(date +%s%N)"
    serve
    ended="$(date +%s%N)"
    echo $(((ended - began) / 1000000))
    kill "$server"
    wait "$server" || true
    server=""
  done | sort -n | awk '{ ms[NR] = $1 } END { printf "cold start of the server, %d times: min %d ms, median %d ms, max %d ms\n", NR, ms[1], ms[int((NR + 1) / 2)], ms[NR] }'
}

fanout() {
  compile
  : > "$work/mist.conf"
  echo "log-alerts { path = \"$dist/examples/mist-examples.jar\", className = \"io.mist.examples.LogAlerts\" }" > "$work/router.conf"
  # Each subscriber is an open file of the server, of mosquitto and of the client.
  ulimit -n "$(ulimit -Hn)"
  serve
  until curl -sf "http://127.0.0.1:$port/v1/routes/log-alerts" | grep -q '"state":"ready"'; do sleep 0.2; done
  mosquitto
  [ $# -gt 0 ] || set -- 1 100 1000 10000
  java -cp "$work/bench.jar" io.mist.bench.FanoutBench "$port" "$server" "$mosquitto_port" "$mosquitto" 30 "$@" \
    || { tail -n 20 "$work/server.log" "$work/mosquitto.log" >&2; exit 1; }
}

case "${1:-}" in
  start | languages | cold | publish | latency | change | fanout) "$@" ;;
  *)
    sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
