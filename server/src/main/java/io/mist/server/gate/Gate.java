package io.mist.server.gate;

/** The one port behind all doors. */
public interface Gate {

    /** Returns what this caller may use. Cheap: a door asks for one per request. */
    Desk as(Caller caller);
}
