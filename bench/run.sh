#!/usr/bin/env bash
# Measures Mist against peers, in one run on one machine. Prints a table for bench/README.md.
#
#   bench/run.sh start [RUNS]   a run on a warm context against the same Spark call in-process
#   bench/run.sh cold [RUNS]    from the server's process to its first answer
#   bench/run.sh fanout [COUNT]…  one message a second to so many subscribers, against mosquitto
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
repo="$(dirname "$here")"
"$repo/mist" build >&2
dist="$repo/dist/target/mist"
work="$(mktemp -d)"
server=""
mosquitto=""
cleanup() {
  if [ -n "$mosquitto" ]; then
    kill "$mosquitto" 2> /dev/null || true
    wait "$mosquitto" 2> /dev/null || true
  fi
  if [ -n "$server" ]; then
    kill "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
  fi
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

start() {
  (cd "$repo" && ./mvnw -q -B -pl bench -am package -Dmaven.test.skip=true)
  cp "$here"/target/mist-bench-*.jar "$work/bench.jar"
  echo 'mist.context-defaults.spark-conf { spark.master = "local[2]" }' > "$work/mist.conf"
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
  (cd "$repo" && ./mvnw -q -B -pl bench -am package -Dmaven.test.skip=true)
  cp "$here"/target/mist-bench-*.jar "$work/bench.jar"
  : > "$work/mist.conf"
  echo "log-alerts { path = \"$dist/examples/mist-examples.jar\", className = \"io.mist.examples.LogAlerts\" }" > "$work/router.conf"
  # Each subscriber is an open file of the server, of mosquitto and of the client.
  ulimit -n "$(ulimit -Hn)"
  serve
  until curl -sf "http://127.0.0.1:$port/v1/routes/log-alerts" | grep -q '"state":"ready"'; do sleep 0.2; done
  printf 'listener 22883 127.0.0.1\nallow_anonymous true\n' > "$work/mosquitto.conf"
  mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 &
  mosquitto=$!
  [ $# -gt 0 ] || set -- 1 100 1000 10000
  java -cp "$work/bench.jar" io.mist.bench.FanoutBench "$port" "$server" 22883 "$mosquitto" 30 "$@" \
    || { tail -n 20 "$work/server.log" "$work/mosquitto.log" >&2; exit 1; }
}

case "${1:-}" in
  start | cold | fanout) "$@" ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
