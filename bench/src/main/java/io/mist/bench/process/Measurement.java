package io.mist.bench.process;

/** What a main method does. */
@FunctionalInterface
public interface Measurement {

    void measure() throws Exception;

    /** Ends the process when it is done or has failed: threads of clients would keep it. */
    static void run(Measurement measurement) {
        int exit = 1;
        try {
            measurement.measure();
            exit = 0;
        } catch (Exception e) {
            e.printStackTrace();
        } finally {
            System.exit(exit);
        }
    }
}
