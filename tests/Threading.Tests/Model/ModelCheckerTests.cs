using Xunit.Abstractions;

namespace AsyncRace.Threading.Tests;

public sealed class ModelCheckerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Lock_holds_in_every_order(int tasks, int cancellable) =>
        HoldsInEveryOrder(() => new LockScenario(new AsyncLockUnderStress(new AsyncLock()), tasks, cancellable));

    [Fact]
    public void Semaphore_of_one_holds_in_every_order() =>
        HoldsInEveryOrder(() => new LockScenario(new AsyncSemaphoreUnderStress(1), tasks: 2, cancellable: 2));

    [Fact]
    public void Condition_holds_in_every_order() => HoldsInEveryOrder(() => new ConditionScenario());

    [Fact]
    public void Auto_reset_event_holds_in_every_order() => HoldsInEveryOrder(() => new AutoResetScenario());

    [Fact]
    public void Manual_reset_event_holds_in_every_order() => HoldsInEveryOrder(() => new ManualResetScenario());

    [Fact]
    public void Barrier_holds_in_every_order() => HoldsInEveryOrder(() => new BarrierScenario());

    [Fact]
    public void Queue_holds_in_every_order() => HoldsInEveryOrder(() => new QueueScenario());

    [Fact]
    public void Reader_writer_lock_holds_in_every_order() => HoldsInEveryOrder(() => new ReaderWriterScenario());

    [Fact]
    public void Lock_without_a_defect_holds_in_every_order() =>
        HoldsInEveryOrder(() => new LockScenario(new BrokenSemaphore(1, SemaphoreDefect.None), tasks: 2, cancellable: 2));

    [Theory]
    [InlineData(SemaphoreDefect.UnversionedReleaser, "two are inside at once")]
    [InlineData(SemaphoreDefect.GrantLostToCancellation, "waits for ever")]
    [InlineData(SemaphoreDefect.LastComeFirstServed, "asked in the order")]
    internal void Lock_with_a_defect_fails_in_some_order(SemaphoreDefect defect, string violation)
    {
        (int orders, string? found) = ModelChecker.Explore(() => new LockScenario(new BrokenSemaphore(1, defect), tasks: 3, cancellable: 1));
        output.WriteLine($"order {orders}: {found}");
        Assert.StartsWith(violation, found?[found.IndexOf(violation, StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private void HoldsInEveryOrder(Func<Scenario> create)
    {
        (int orders, string? violation) = ModelChecker.Explore(create);
        output.WriteLine($"{orders} orders");
        Assert.Null(violation);
        Assert.True(orders > 10, $"Only {orders} orders: there is nothing to choose.");
    }
}
