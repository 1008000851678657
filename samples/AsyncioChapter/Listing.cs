namespace AsyncioChapter;

/// <summary>
/// A listing of the chapter as a C# program. Each is one file in <c>Listings</c>, named after its number; being there is all it takes
/// to be listed and run.
/// </summary>
public abstract class Listing
{
    /// <summary>Its number in the chapter: <c>11.2</c>.</summary>
    public abstract string Number { get; }

    /// <summary>What it shows, in a line.</summary>
    public abstract string Title { get; }

    /// <summary>All listings, in the order of the chapter.</summary>
    public static IReadOnlyList<Listing> All { get; } =
    [
        .. typeof(Listing).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(Listing)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (Listing)Activator.CreateInstance(type)!),
    ];

    /// <summary>Runs it and tells on <paramref name="output"/> what happens.</summary>
    public abstract Task RunAsync(TextWriter output);
}
