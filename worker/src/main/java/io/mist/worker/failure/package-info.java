/** What has failed, behind the exceptions that Spark and its gateways wrap it in. */
@NullMarked
package io.mist.worker.failure;

import org.jspecify.annotations.NullMarked;
