namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>A lock as acquires and releases have to match on it: of a reader-writer lock, each way to hold it is a lock of its own.</summary>
/// <param name="Mode">The way to hold it, where there are several: <c>Read</c>, <c>Write</c>, <c>UpgradeableRead</c>.</param>
internal sealed record LockKey(LockId Id, string Mode)
{
    internal SharedLocation? Location => Id.Location;

    internal static LockKey Of(LockId id, string methodName) => new(id, ModeOf(methodName));

    public override string ToString() => Id.Name;

    // EnterReadLock … ExitReadLock: what is between the verb and "Lock".
    private static string ModeOf(string methodName)
    {
        foreach (string mode in s_modes)
        {
            if (methodName.IndexOf(mode + "Lock", StringComparison.Ordinal) >= 0)
                return mode;
        }

        return "";
    }

    private static readonly string[] s_modes = ["UpgradeableRead", "Read", "Write"];
}
