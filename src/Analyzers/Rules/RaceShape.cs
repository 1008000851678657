namespace AsyncRace.Analyzers.Rules;

/// <summary>The shapes of the races that come in several; they are told, and repaired, differently.</summary>
internal static class RaceShape
{
    /// <summary>001: a value made from a stale read is written.</summary>
    internal const string Value = "value";

    /// <summary>001: a slot is cleared that this operation filled, and that may hold a newer operation's value.</summary>
    internal const string Slot = "slot";

    /// <summary>001: a slot is used as if it still held what this operation put there.</summary>
    internal const string TakenForOwn = "taken-for-own";

    /// <summary>001: a collection is emptied of what it held, and of what has come since.</summary>
    internal const string Batch = "batch";

    /// <summary>001: a number is taken back that was given out before others took the next ones.</summary>
    internal const string Rollback = "rollback";

    /// <summary>001: what was there before this operation is put back. Told only where little confidence is asked for.</summary>
    internal const string Restored = "restored";

    /// <summary>001: an object is changed that was looked up before the await in what is put into it. Told only where little confidence is asked for.</summary>
    internal const string Receiver = "receiver";

    /// <summary>001: what is written was asked for by a member of what was there. Told only where little confidence is asked for.</summary>
    internal const string Reloaded = "reloaded";

    /// <summary>002: an element is set, or added to a set, where it was found missing. Told only where little confidence is asked for.</summary>
    internal const string Element = "element";

    /// <summary>002: the check only decided that the method suspended; what it writes then, it writes in any case.</summary>
    internal const string Decision = "decision";

    /// <summary>007: a collection is put in its place before it is filled.</summary>
    internal const string HalfFilled = "half-filled";

    /// <summary>003: the collection's enumerator notices the change, and throws.</summary>
    internal const string Enumeration = "enumeration";

    /// <summary>003: an element that is still in use is closed.</summary>
    internal const string Elements = "elements";

    /// <summary>003: both.</summary>
    internal const string EnumerationAndElements = "enumeration,elements";
}
