package io.mist.cli;

import io.mist.cli.command.Globals;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The root of the tree. */
@CommandLine.Command(
        name = "mist",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpAutoWidth = false,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nArguments:%n",
        commandListHeading = "%nCommands:%n",
        descriptionHeading = "%n")
final class MistCommand {

    @Mixin
    final Globals globals = new Globals();
}
