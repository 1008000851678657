namespace AsyncRace.Threading.Tests;

/// <summary>A few tasks and events whose every order the <see cref="ModelChecker"/> tries. Made anew for each order.</summary>
internal abstract class Scenario
{
    private string? _violation;

    /// <summary>What runs concurrently. Each begins as a step of its own.</summary>
    internal abstract IReadOnlyList<Func<Task>> Tasks { get; }

    /// <summary>What happens once, at any point: cancellations above all.</summary>
    internal virtual IReadOnlyList<Action> Events => [];

    /// <summary>Whether a task may rightly still wait when nothing can happen any more.</summary>
    internal virtual bool MayWaitForEver => false;

    /// <summary>What was found wrong while the tasks ran.</summary>
    internal string? Violation => _violation;

    /// <summary>What is wrong now that everything has ended; null if nothing is.</summary>
    internal abstract string? CheckEnd();

    protected void Require(bool condition, string otherwise)
    {
        if (!condition)
            _violation ??= otherwise;
    }
}
