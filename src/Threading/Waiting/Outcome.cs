namespace AsyncRace.Threading;

/// <summary>How a wait ended.</summary>
internal enum Outcome : byte
{
    Pending,
    Granted,
    TimedOut,
    Canceled,
    Failed,
}
