using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A diagnostic that a test expects. Immutable: every <c>With…</c> gives a new one.</summary>
public readonly struct DiagnosticResult
{
    public static readonly DiagnosticResult[] EmptyDiagnosticResults = [];

    private readonly string? _message;
    private readonly bool _anyMessage;
    private readonly ImmutableArray<DiagnosticLocation> _spans;

    /// <summary>Expects a diagnostic of this id; its message is not compared unless one is given.</summary>
    public DiagnosticResult(string id, DiagnosticSeverity severity)
    {
        Id = id;
        Severity = severity;
        _spans = [];
    }

    /// <summary>Expects the rule's severity and its message, formatted with <see cref="WithArguments"/>.</summary>
    public DiagnosticResult(DiagnosticDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Id = descriptor.Id;
        Severity = descriptor.DefaultSeverity;
        MessageFormat = descriptor.MessageFormat;
        _spans = [];
    }

    private DiagnosticResult(DiagnosticResult from, Parts parts)
    {
        Id = from.Id;
        Severity = parts.Severity ?? from.Severity;
        Options = parts.Options ?? from.Options;
        MessageFormat = parts.MessageFormat ?? from.MessageFormat;
        MessageArguments = parts.Arguments ?? from.MessageArguments;
        IsSuppressed = parts.Suppressed is { } suppressed ? suppressed.Value : from.IsSuppressed;
        _message = parts.Message is { } message ? message.Value : from._message;
        _anyMessage = parts.Message is { } replaced ? replaced.Value is null : from._anyMessage;
        _spans = parts.Spans ?? from.Spans;
    }

    public string Id { get; }

    public DiagnosticSeverity Severity { get; }

    public DiagnosticOptions Options { get; }

    /// <summary>The message to compare with, or null where any message will do.</summary>
    public string? Message
    {
        get
        {
            if (_anyMessage || _message is not null)
            {
                return _message;
            }

            if (MessageFormat?.ToString(CultureInfo.InvariantCulture) is not { } format)
            {
                return null;
            }

            try
            {
                return string.Format(CultureInfo.InvariantCulture, format, MessageArguments ?? []);
            }
            catch (FormatException)
            {
                // The test gave fewer arguments than the rule has. Comparing with the bare format fails, and shows it.
                return format;
            }
        }
    }

    public LocalizableString? MessageFormat { get; }

    public object?[]? MessageArguments { get; }

    public bool? IsSuppressed { get; }

    /// <summary>The expected locations: the diagnostic's own first, then the additional ones in their order.</summary>
    public ImmutableArray<DiagnosticLocation> Spans => _spans.IsDefault ? [] : _spans;

    public bool HasLocation => !Spans.IsEmpty;

    public static DiagnosticResult CompilerError(string identifier) => new(identifier, DiagnosticSeverity.Error);

    public static DiagnosticResult CompilerWarning(string identifier) => new(identifier, DiagnosticSeverity.Warning);

    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) => new(this, new Parts { Severity = severity });

    public DiagnosticResult WithOptions(DiagnosticOptions options) => new(this, new Parts { Options = options });

    public DiagnosticResult WithArguments(params object[] arguments) => new(this, new Parts { Arguments = arguments });

    /// <summary>Expects exactly this message; null accepts any.</summary>
    public DiagnosticResult WithMessage(string? message) => new(this, new Parts { Message = new(message) });

    public DiagnosticResult WithMessageFormat(LocalizableString messageFormat) => new(this, new Parts { MessageFormat = messageFormat });

    public DiagnosticResult WithIsSuppressed(bool? isSuppressed) => new(this, new Parts { Suppressed = new(isSuppressed) });

    public DiagnosticResult WithNoLocation() => new(this, new Parts { Spans = [] });

    /// <summary>Expects a location that starts here (1-based), of any length.</summary>
    public DiagnosticResult WithLocation(int line, int column) => WithLocation("", line, column);

    public DiagnosticResult WithLocation(LinePosition location) => WithLocation("", location);

    public DiagnosticResult WithLocation(string path, int line, int column) => WithLocation(path, new LinePosition(line - 1, column - 1));

    public DiagnosticResult WithLocation(string path, LinePosition location) => WithLocation(path, location, DiagnosticLocationOptions.None);

    public DiagnosticResult WithLocation(string path, LinePosition location, DiagnosticLocationOptions options) =>
        Append(new FileLinePositionSpan(path, location, location), options | DiagnosticLocationOptions.IgnoreLength);

    /// <summary>Expects exactly the span of <c>{|#n:…|}</c>.</summary>
    public DiagnosticResult WithLocation(int markupKey) => WithLocation(markupKey, DiagnosticLocationOptions.None);

    public DiagnosticResult WithLocation(int markupKey, DiagnosticLocationOptions options)
    {
        var key = new LinePosition(markupKey, 0);
        return Append(new FileLinePositionSpan("", key, key), options | DiagnosticLocationOptions.InterpretAsMarkupKey);
    }

    /// <summary>Expects exactly this span (1-based).</summary>
    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan("", startLine, startColumn, endLine, endColumn);

    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan(new FileLinePositionSpan(path, new(startLine - 1, startColumn - 1), new(endLine - 1, endColumn - 1)));

    public DiagnosticResult WithSpan(FileLinePositionSpan span) => WithSpan(span, DiagnosticLocationOptions.None);

    public DiagnosticResult WithSpan(FileLinePositionSpan span, DiagnosticLocationOptions options) => Append(span, options);

    /// <summary>Gives every location without a file this one.</summary>
    public DiagnosticResult WithDefaultPath(string path) =>
        Relocate(location => location.Span.Path.Length > 0
            ? location
            : new(new FileLinePositionSpan(path, location.Span.Span), location.Options));

    /// <summary>Moves every location down by <paramref name="offset"/> lines.</summary>
    public DiagnosticResult WithLineOffset(int offset) =>
        Relocate(location => new(
            new FileLinePositionSpan(
                location.Span.Path,
                new LinePosition(location.Span.StartLinePosition.Line + offset, location.Span.StartLinePosition.Character),
                new LinePosition(location.Span.EndLinePosition.Line + offset, location.Span.EndLinePosition.Character)),
            location.Options));

    public override string ToString() => DiagnosticDescription.Of(this);

    internal DiagnosticResult Relocate(Func<DiagnosticLocation, DiagnosticLocation> move) =>
        new(this, new Parts { Spans = [.. Spans.Select(move)] });

    private DiagnosticResult Append(FileLinePositionSpan span, DiagnosticLocationOptions options) =>
        new(this, new Parts { Spans = Spans.Add(new DiagnosticLocation(span, options)) });

    /// <summary>What a <c>With…</c> replaces; the rest is taken over.</summary>
    private readonly record struct Parts
    {
        public DiagnosticSeverity? Severity { get; init; }

        public DiagnosticOptions? Options { get; init; }

        public LocalizableString? MessageFormat { get; init; }

        public object?[]? Arguments { get; init; }

        public Replacement<string?>? Message { get; init; }

        public Replacement<bool?>? Suppressed { get; init; }

        public ImmutableArray<DiagnosticLocation>? Spans { get; init; }
    }

    /// <summary>A new value that may itself be null.</summary>
    private readonly record struct Replacement<T>(T Value);
}
