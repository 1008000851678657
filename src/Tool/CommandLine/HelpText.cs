namespace AsyncRace.Tool.CommandLine;

/// <summary>What <c>--help</c> says. Lines are at most 80 cells.</summary>
internal static class HelpText
{
    internal const string Root =
        """
        AsyncRace finds the bugs that happen at an await in C# code: another task ran
        while this one was suspended, and what this one had read or checked no longer
        holds.

        Usage:
          asyncrace check [path...] [options]

        Commands:
          check        Build the code with the analyzers and explain what they find

        Options:
          --help       Show this help, or that of a command
          --version    Show the version

        Example:
          asyncrace check MyApp.sln
        """;

    internal const string Check =
        """
        Builds the code with the AsyncRace analyzers and explains each finding as an
        interleaving of two tasks. Nothing of yours is edited: the analyzers are
        injected into an ordinary 'dotnet build' that writes to a temporary folder.

        Usage:
          asyncrace check [path...] [options]

        Arguments:
          path         A solution (.sln, .slnx), a project (.csproj), a folder that
                       holds one or more, or a single C# file (.cs).
                       Without a path: the current folder.

        Options:
          -c, --configuration <name>
                       The configuration to build. Default: the SDK's (Debug).
          --in-place   Build into the projects' own bin and obj folders, for builds
                       that need files there.
          --help       Show this help

        Exit codes:
          0            Nothing found
          1            Findings
          2            The arguments are wrong, or the code does not build
          3            AsyncRace itself failed
          130          Cancelled (Ctrl+C)

        Severities follow your .editorconfig, for example:
          dotnet_diagnostic.ASYNCRACE002.severity = none

        Set NO_COLOR to see no colours.
        """;
}
