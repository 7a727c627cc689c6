/** What is meant by a request: routes, as {@code router.conf} names them. */
@NullMarked
package io.mist.server.route;

import org.jspecify.annotations.NullMarked;
