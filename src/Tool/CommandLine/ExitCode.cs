namespace AsyncRace.Tool.CommandLine;

/// <summary>What the process ends with, for scripts and CI gates.</summary>
internal enum ExitCode
{
    /// <summary>Everything was checked and nothing was found.</summary>
    Clean = 0,

    /// <summary>At least one finding.</summary>
    Findings = 1,

    /// <summary>The arguments or the code (it does not build) are at fault: not everything could be checked.</summary>
    CallerFault = 2,

    /// <summary>AsyncRace itself is at fault.</summary>
    OwnFault = 3,

    /// <summary>Ended by Ctrl+C, as shells number it (128 + SIGINT).</summary>
    Cancelled = 130,
}
