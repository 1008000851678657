namespace AsyncRace.Threading;

/// <summary>
/// One of several simultaneous entries, as its releaser sees it: something that can be given back exactly once. The version tells the
/// releaser whether the recycled permit is still its own.
/// </summary>
internal sealed class Permit : Pooled
{
    private long _version;

    internal static Permit Rent(out long version)
    {
        Permit permit = (Permit?)Pool<Kind>.Rent() ?? new Permit();
        version = permit._version;
        return permit;
    }

    /// <summary>Whether the entry has not ended yet.</summary>
    internal bool IsCurrent(long version) => Volatile.Read(ref _version) == version;

    /// <returns>Whether this call ended the entry; false if it had ended before.</returns>
    internal bool TryEnd(long version)
    {
        if (Interlocked.CompareExchange(ref _version, version + 1, version) != version)
            return false;
        Pool<Kind>.Return(this);
        return true;
    }

    private readonly struct Kind;
}
