namespace AsyncRace.Threading.Benchmarks;

/// <summary>Describes a row of the table: a class with the methods <c>Base</c> and <c>Ours</c>, which do the same work.</summary>
/// <param name="order">Where in the table it stands.</param>
/// <param name="title">What is measured.</param>
/// <param name="baseName">What it is measured against.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RowAttribute(int order, string title, string baseName) : Attribute
{
    internal int Order { get; } = order;

    internal string Title { get; } = title;

    internal string BaseName { get; } = baseName;

    /// <summary>The ratio to reach, or 0 if there is none.</summary>
    public double Target { get; init; }

    /// <summary>How many bytes one operation of ours may allocate; negative for any number.</summary>
    public double Bytes { get; init; } = -1;
}
