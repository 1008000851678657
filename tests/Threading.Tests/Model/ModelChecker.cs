namespace AsyncRace.Threading.Tests;

/// <summary>
/// Runs a scenario once for every order in which its steps can follow one another. A step is what runs between two awaits, or an event; at each
/// point any step that could run is tried next, by running the scenario again from its beginning with the choices made so far.
/// </summary>
/// <remarks>The steps run on one thread: what two threads do inside one step of a primitive is for the stress tests.</remarks>
internal static class ModelChecker
{
    private const int StepLimit = 200;

    /// <returns>How many orders there are, and the first in which something is violated, if any.</returns>
    internal static (int Orders, string? Violation) Explore(Func<Scenario> create, int orderLimit = 400_000)
    {
        var choices = new List<(int Taken, int Of)>();
        for (int orders = 1; orders <= orderLimit; orders++)
        {
            var run = new Run(create(), choices);
            if (run.Execute() is { } violation)
                return (orders, $"{violation}\nin the order {string.Join(", ", run.Steps)}");

            // The next order: the last choice that was not the last one possible there.
            while (choices is [.., var last] && last.Taken + 1 == last.Of)
                choices.RemoveAt(choices.Count - 1);
            if (choices.Count == 0)
                return (orders, null);
            choices[^1] = (choices[^1].Taken + 1, choices[^1].Of);
        }

        return (orderLimit, $"not all of the orders could be tried: there are more than {orderLimit}");
    }

    private sealed class Run(Scenario scenario, List<(int Taken, int Of)> choices) : SynchronizationContext
    {
        private readonly List<(string Name, Action Step)> _ready = [];
        private string _running = "";

        internal List<string> Steps { get; } = [];

        public override void Post(SendOrPostCallback d, object? state) => _ready.Add((_running, () => d(state)));

        internal string? Execute()
        {
            SynchronizationContext? previous = Current;
            SetSynchronizationContext(this);
            try
            {
                Task?[] tasks = new Task?[scenario.Tasks.Count];
                for (int i = 0; i < tasks.Length; i++)
                {
                    int id = i;
                    _ready.Add(($"task {id}", () => tasks[id] = scenario.Tasks[id]()));
                }

                for (int i = 0; i < scenario.Events.Count; i++)
                    _ready.Add(($"event {i}", scenario.Events[i]));
                return RunSteps() ?? CheckTasks(tasks) ?? scenario.CheckEnd();
            }
            finally
            {
                SetSynchronizationContext(previous);
            }
        }

        private string? RunSteps()
        {
            for (int step = 0; _ready.Count > 0; step++)
            {
                if (step == StepLimit)
                    return $"it goes on after {StepLimit} steps";
                if (step == choices.Count)
                    choices.Add((0, _ready.Count));
                (_running, Action run) = _ready[choices[step].Taken];
                _ready.RemoveAt(choices[step].Taken);
                Steps.Add(_running);
                run();
                if (scenario.Violation is { } violation)
                    return violation;
            }

            return null;
        }

        private string? CheckTasks(Task?[] tasks)
        {
            for (int i = 0; i < tasks.Length; i++)
            {
                if (tasks[i]!.IsFaulted)
                    return $"task {i} failed: {tasks[i]!.Exception!.InnerException}";
                if (!tasks[i]!.IsCompleted && !scenario.MayWaitForEver)
                    return $"task {i} waits for ever: a wake-up was lost";
            }

            return null;
        }
    }
}
