namespace AsyncRace.Threading.Tests;

/// <summary>
/// A loop that runs on a thread of its own until the test ends. However it ends: a loop that a failed assertion leaves running cannot be closed,
/// and the exception of that would be shown in place of the assertion's.
/// </summary>
internal sealed class RunningLoop : IAsyncDisposable
{
    private readonly Task _running;

    internal RunningLoop(bool debug = false)
    {
        Loop = new AsyncLoop { Debug = debug };
        _running = Guard.OnThread(Loop.RunForever);
        Guard.Until(() => Loop.IsRunning);
    }

    internal AsyncLoop Loop { get; }

    /// <summary>Stops the loop, and fails if it does not stop. Then it can be run again.</summary>
    internal Task StopAsync()
    {
        Loop.Stop();
        return _running.WithinLimit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_running.IsCompleted)
            Loop.Stop();
        if (await Task.WhenAny(_running, Task.Delay(Guard.Limit)) == _running)
            Loop.Close();
    }
}
