package io.mist.cli.command;

import picocli.CommandLine.Command;

@Command(name = "start", description = "Start a job.")
final class Start {}
