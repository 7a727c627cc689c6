/** The process in the Spark driver: it hosts the runs of one context and dials the server. */
@NullMarked
package io.mist.worker;

import org.jspecify.annotations.NullMarked;
