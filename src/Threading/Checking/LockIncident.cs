namespace AsyncRace.Threading;

/// <summary>A mistake that <see cref="CheckedMode"/> has found.</summary>
public sealed class LockIncident
{
    internal LockIncident(LockIncidentKind kind, object primitive, string message)
    {
        Kind = kind;
        Primitive = primitive;
        Message = message;
    }

    /// <summary>What kind of mistake it is.</summary>
    public LockIncidentKind Kind { get; }

    /// <summary>The lock, reader-writer lock or semaphore that was asked for, or that stays held.</summary>
    public object Primitive { get; }

    /// <summary>What happened, where, and what to do about it.</summary>
    public string Message { get; }

    /// <summary>Kind and message, to be logged.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Kind}: {Message}";
}
