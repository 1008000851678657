namespace AsyncRace.Tool.Findings;

/// <summary>How grave a finding is, as the user's configuration has it.</summary>
internal enum Severity
{
    /// <summary>For information.</summary>
    Info,

    /// <summary>The usual.</summary>
    Warning,

    /// <summary>Set by a team that wants its build to fail.</summary>
    Error,
}
