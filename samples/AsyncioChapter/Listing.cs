using AsyncRace.Threading;

namespace AsyncioChapter;

/// <summary>
/// A listing of the chapter, or of the notes that go with it, as a C# program. Each is one file in <c>Listings</c>, named after its number;
/// being there is all it takes to be listed and run.
/// </summary>
public abstract class Listing
{
    /// <summary>Its number in the chapter, <c>11.2</c>, or in the notes, <c>notes.2</c>.</summary>
    public abstract string Number { get; }

    /// <summary>What it shows, in a line.</summary>
    public abstract string Title { get; }

    /// <summary>All listings: the chapter's in its order, then those of the notes in theirs.</summary>
    public static IReadOnlyList<Listing> All { get; } =
    [
        .. typeof(Listing).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(Listing)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (Listing)Activator.CreateInstance(type)!),
    ];

    /// <summary>
    /// Runs it and tells on <paramref name="output"/> what happens. Must be called on an <see cref="AsyncLoop"/>: all tasks take turns on
    /// one thread, so what goes wrong goes wrong at an <c>await</c>, not because two threads met.
    /// </summary>
    public abstract Task RunAsync(TextWriter output);

    /// <summary>Waits some seconds of the loop's time. On a loop with virtual time that takes no time at all.</summary>
    protected static Task SleepAsync(double seconds, CancellationToken cancellationToken = default) =>
        AsyncLoop.Current!.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
}
