namespace AsyncRace.Threading;

/// <summary>A wait that yields nothing but its end.</summary>
internal sealed class SignalWaiter : Waiter
{
    protected override void ReturnToPool() => Pool<SignalWaiter>.Return(this);
}
