namespace AsyncRace.Tool.Findings;

/// <summary>What a location has to do with a finding.</summary>
internal enum Role
{
    /// <summary>Where the finding is reported: the write.</summary>
    Write,

    /// <summary>The read, or the check, that went stale.</summary>
    Read,

    /// <summary>The await at which other tasks run.</summary>
    Suspension,

    /// <summary>What another task does in between.</summary>
    Rival,

    /// <summary>Where a lock is acquired.</summary>
    Acquire,

    /// <summary>Where it is released.</summary>
    Release,

    /// <summary>Where a path leaves: a <c>return</c>, or what throws.</summary>
    Exit,

    /// <summary>Another acquisition that belongs to it: inside the first one, or the other way round.</summary>
    Inner,

    /// <summary>The await that a lock, or a thread's own state, is held across.</summary>
    Await,

    /// <summary>The wait for an event.</summary>
    Wait,

    /// <summary>What a static keeps or starts.</summary>
    Capture,

    /// <summary>Something newer analyzers tell and this tool has no name for.</summary>
    Other,
}

/// <summary>A location with what it has to do with the finding.</summary>
internal sealed record RelatedSpan(Role Role, CodeSpan Span);
