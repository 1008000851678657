namespace AsyncRace.Tool.CommandLine;

/// <summary>What the caller asked for cannot be done; the message says why, the hint what to do instead.</summary>
internal sealed class CallerFaultException(string message, string? hint = null) : Exception(message)
{
    /// <summary>What to do about it, one sentence or several lines; <see langword="null"/> where the message says it all.</summary>
    internal string? Hint { get; } = hint;
}
