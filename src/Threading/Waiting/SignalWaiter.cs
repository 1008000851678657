namespace AsyncRace.Threading;

/// <summary>A wait that yields nothing but its end.</summary>
internal sealed class SignalWaiter : Waiter
{
    internal static SignalWaiter Rent() => (SignalWaiter?)Pool<Kind>.Rent() ?? new SignalWaiter();

    protected override void ReturnToPool() => Pool<Kind>.Return(this);

    private readonly struct Kind;
}
