namespace AsyncRace.Threading;

/// <summary>What a waiter asks of the primitive it waits for.</summary>
internal interface IWaitTarget
{
    /// <summary>
    /// Takes the waiter out of the queue and completes it with <paramref name="outcome"/>, unless it is no longer queued here: then
    /// somebody else has completed it, or is about to.
    /// </summary>
    void Withdraw(Waiter waiter, Outcome outcome);

    /// <summary>
    /// Gives what was granted to the waiter to the next one: its token was cancelled after the grant and before it could see it.
    /// </summary>
    void PassOn(Waiter waiter);
}
