namespace AsyncRace.Tool.Findings;

/// <summary>How a finding is marked that <c>AsyncRace.Tool.Suppressor</c> keeps from stopping a checked build, so that the tool tells it from one that the code suppresses.</summary>
internal static class LogOnlySuppression
{
    /// <summary>The suppression's id in the compiler's log.</summary>
    internal const string Id = "ASYNCRACE_LOG_ONLY";
}
