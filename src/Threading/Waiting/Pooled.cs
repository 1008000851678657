namespace AsyncRace.Threading;

/// <summary>What a <see cref="Pool{TKind}"/> holds: an object with a link to the next.</summary>
internal abstract class Pooled
{
    internal Pooled? NextInPool;
}
