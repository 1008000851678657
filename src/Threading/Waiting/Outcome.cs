namespace AsyncRace.Threading;

/// <summary>How a wait ended.</summary>
internal enum Outcome
{
    Pending,
    Granted,
    TimedOut,
    Canceled,
    Failed,
}
