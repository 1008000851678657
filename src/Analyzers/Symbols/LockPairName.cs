namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a method's name says where it names the lock that it acquires or releases: <c>AcquireAppendLockAsync</c>, <c>ReleaseAppendLock</c>.</summary>
/// <param name="Lock">Which of its object's locks: <c>Append</c>; empty where the object has but one.</param>
/// <param name="IsVerb">Whether it says to lock something, not which lock to take: <c>LockAsync</c>, <c>UnlockUser</c>.</param>
internal readonly record struct LockPairName(string Lock, bool IsRelease, bool IsVerb)
{
    private static readonly string[] s_acquires = ["Acquire", "Enter"];
    private static readonly string[] s_releases = ["Release", "Exit"];

    /// <summary>Null where the name speaks of no lock.</summary>
    internal static LockPairName? Of(string method)
    {
        if (method.EndsWith("Async", StringComparison.Ordinal))
            method = method.Substring(0, method.Length - "Async".Length);
        if (Verb(method, "Unlock") is { } unlocked)
            return new LockPairName(unlocked, IsRelease: true, IsVerb: true);
        if (Noun(method, s_releases) is { } released)
            return new LockPairName(released, IsRelease: true, IsVerb: false);
        if (method.StartsWith("Try", StringComparison.Ordinal))
            method = method.Substring("Try".Length);
        return Verb(method, "Lock") is { } locked ? new LockPairName(locked, IsRelease: false, IsVerb: true)
            : Noun(method, s_acquires) is { } acquired ? new LockPairName(acquired, IsRelease: false, IsVerb: false)
            : null;
    }

    /// <summary>Whether one acquires what the other releases.</summary>
    internal bool IsPairOf(LockPairName other) => IsRelease != other.IsRelease && Lock == other.Lock;

    /// <summary>To read and to write are two ways to hold the same lock.</summary>
    internal string? Part => Lock is "" or "Read" or "Reader" or "Write" or "Writer" or "UpgradeableRead" or "UpgradeableReader" ? null : Lock;

    private static string? Verb(string method, string verb) =>
        method.StartsWith(verb, StringComparison.Ordinal) && (method.Length == verb.Length || char.IsUpper(method[verb.Length])) ? method.Substring(verb.Length) : null;

    private static string? Noun(string method, string[] verbs)
    {
        if (!method.EndsWith("Lock", StringComparison.Ordinal))
            return null;
        foreach (string verb in verbs)
        {
            if (method.Length >= verb.Length + "Lock".Length && method.StartsWith(verb, StringComparison.Ordinal))
                return method.Substring(verb.Length, method.Length - verb.Length - "Lock".Length);
        }

        return null;
    }
}
