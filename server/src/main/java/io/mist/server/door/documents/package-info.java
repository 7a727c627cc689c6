/** The documents' door: OpenAPI, AsyncAPI and pages to read, made from the contracts of the routes there are. */
@NullMarked
package io.mist.server.door.documents;

import org.jspecify.annotations.NullMarked;
