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

    /// <summary>Something newer analyzers tell and this tool has no name for.</summary>
    Other,
}

/// <summary>A location with what it has to do with the finding.</summary>
internal sealed record RelatedSpan(Role Role, CodeSpan Span);
