using System.Globalization;
using System.Reflection;
using System.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Shows a diagnostic as the code that expects it, so that a failure can be pasted into the test.</summary>
internal static class DiagnosticDescription
{
    // Roslyn does not publish a diagnostic's arguments. Without them the message is shown instead.
    private static readonly PropertyInfo? Arguments =
        typeof(Diagnostic).GetProperty("Arguments", BindingFlags.Instance | BindingFlags.NonPublic);

    internal static string Of(DiagnosticResult expected)
    {
        var code = new StringBuilder(Create(expected.Id, expected.Severity));
        foreach (var location in expected.Spans)
        {
            code.Append(Of(location));
        }

        if (expected.MessageArguments is { Length: > 0 } arguments)
        {
            code.Append(Call("WithArguments", arguments));
        }
        else if (expected.MessageFormat is null && expected.Message is { } message)
        {
            code.Append(Call("WithMessage", [message]));
        }

        return code.ToString();
    }

    /// <summary>The code, below the message and the source line with the span marked.</summary>
    internal static string Of(Diagnostic actual, string defaultPath)
    {
        var code = new StringBuilder(Create(actual.Id, actual.Severity));
        foreach (var location in (Location[])[actual.Location, .. actual.AdditionalLocations])
        {
            if (location.IsInSource || location.Kind == LocationKind.ExternalFile)
            {
                var span = location.GetLineSpan();
                code.Append(Of(new DiagnosticLocation(new FileLinePositionSpan(span.Path == defaultPath ? "" : span.Path, span.Span), DiagnosticLocationOptions.None)));
            }
        }

        if (Arguments?.GetValue(actual) is IReadOnlyList<object?> { Count: > 0 } arguments)
        {
            code.Append(Call("WithArguments", arguments));
        }
        else
        {
            code.Append(Call("WithMessage", [actual.GetMessage(CultureInfo.InvariantCulture)]));
        }

        return $"// {actual}{Environment.NewLine}{Underlined(actual.Location)}{code}";
    }

    /// <summary>The line the span starts in, with the span underlined.</summary>
    private static string Underlined(Location location)
    {
        if (location.SourceTree is not { } tree)
        {
            return "";
        }

        var text = tree.GetText();
        var line = text.Lines.GetLineFromPosition(location.SourceSpan.Start);
        var end = Math.Min(location.SourceSpan.End, line.End);
        var indent = new string(' ', location.SourceSpan.Start - line.Start);
        var marks = new string('^', Math.Max(1, end - location.SourceSpan.Start));
        return $"//   {line}{Environment.NewLine}//   {indent}{marks}{Environment.NewLine}";
    }

    private static string Create(string id, DiagnosticSeverity severity) => (id.StartsWith("CS", StringComparison.Ordinal), severity) switch
    {
        (true, DiagnosticSeverity.Error) => $"DiagnosticResult.CompilerError(\"{id}\")",
        (true, DiagnosticSeverity.Warning) => $"DiagnosticResult.CompilerWarning(\"{id}\")",
        _ => $"new DiagnosticResult(\"{id}\", DiagnosticSeverity.{severity})",
    };

    private static string Of(DiagnosticLocation location)
    {
        var start = location.Span.StartLinePosition;
        var end = location.Span.EndLinePosition;
        if (location.Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey))
        {
            return $".WithLocation({start.Line})";
        }

        var path = location.Span.Path.Length == 0 ? "" : $"\"{location.Span.Path}\", ";
        return location.Options.HasFlag(DiagnosticLocationOptions.IgnoreLength)
            ? $".WithLocation({path}{start.Line + 1}, {start.Character + 1})"
            : $".WithSpan({path}{start.Line + 1}, {start.Character + 1}, {end.Line + 1}, {end.Character + 1})";
    }

    private static string Call(string method, IEnumerable<object?> arguments) =>
        $".{method}({string.Join(", ", arguments.Select(Literal))})";

    private static string Literal(object? value) => value switch
    {
        null => "null",
        int number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => "\"" + Convert.ToString(value, CultureInfo.InvariantCulture)!
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal) + "\"",
    };
}
