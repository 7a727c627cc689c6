package io.mist.cli.command;

import picocli.CommandLine.Command;

@Command(name = "ls", description = "List routes, runs, workers or contexts.")
final class Ls {}
