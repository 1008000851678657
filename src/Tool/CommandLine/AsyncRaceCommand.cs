using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using AsyncRace.Tool.Building;
using AsyncRace.Tool.Checking;
using AsyncRace.Tool.Rendering;

namespace AsyncRace.Tool.CommandLine;

/// <summary>The command line: what can be asked, and what is answered to what cannot.</summary>
internal sealed class AsyncRaceCommand
{
    private readonly Terminal _terminal;
    private readonly RootCommand _root;
    private readonly Command _check;

    private readonly Argument<string[]> _paths = new("path") { Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = static _ => ["."] };
    private readonly Option<string?> _configuration = new("--configuration", "-c");
    private readonly Option<bool> _inPlace = new("--in-place");

    internal AsyncRaceCommand(Terminal terminal)
    {
        _terminal = terminal;
        _paths.Validators.Add(static result =>
        {
            // A path may start with a dash; but what does, and is none, is a misspelt option.
            foreach (var token in result.Tokens.Where(static token => token.Value.StartsWith('-') && !Path.Exists(token.Value)))
                result.AddError($"There is no option '{token.Value}'.");
        });
        _check = new Command("check") { _paths, _configuration, _inPlace };
        _check.SetAction((parsed, cancellationToken) => RunCheckAsync(parsed, cancellationToken));
        _root = new RootCommand { _check };
        _root.SetAction(_ => ShowHelp(HelpText.Root, ExitCode.CallerFault));
        foreach (var option in _root.Options)
        {
            if (option is HelpOption)
                option.Action = new Answer(parsed => ShowHelp(parsed.CommandResult.Command == _check ? HelpText.Check : HelpText.Root, ExitCode.Clean));
            else if (option is VersionOption)
                option.Action = new Answer(_ => ShowVersion());
        }
    }

    /// <summary>Does what <paramref name="arguments"/> ask for.</summary>
    internal async Task<ExitCode> RunAsync(string[] arguments)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not Answer)
        {
            foreach (var error in parsed.Errors)
                _terminal.Complain(error.Message);
            _terminal.Complain(new StyledLine().Add(parsed.CommandResult.Command == _check ? "Usage: asyncrace check [path...] [options]   (asyncrace check --help)" : "Usage: asyncrace check [path...]   (asyncrace --help)"));
            return ExitCode.CallerFault;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) };
            return (ExitCode)await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (CallerFaultException fault)
        {
            _terminal.Complain(fault.Message, fault.Hint);
            return ExitCode.CallerFault;
        }
        catch (OperationCanceledException)
        {
            _terminal.Complain(new StyledLine().Add("Cancelled."));
            return ExitCode.Cancelled;
        }
#pragma warning disable CA1031 // The last resort: whatever else is thrown is our own fault, and is reported as such.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            OwnFault.Report(_terminal, exception.Message, exception.ToString());
            return ExitCode.OwnFault;
        }
    }

    private async Task<int> RunCheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new CheckOptions([.. parsed.GetRequiredValue(_paths)], parsed.GetValue(_configuration), parsed.GetValue(_inPlace));
        var build = new DotnetBuild(BuildOptions.Beside(options.Configuration, options.InPlace));
        return (int)await new CheckRun(options, _terminal, build.RunAsync).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private int ShowHelp(string text, ExitCode exitCode)
    {
        foreach (string line in text.Split('\n'))
            _terminal.Write(line.TrimEnd('\r'));
        return (int)exitCode;
    }

    private int ShowVersion()
    {
        _terminal.Write($"asyncrace {ToolVersion.Text}");
        return (int)ExitCode.Clean;
    }

    /// <summary>Answers an option that asks for nothing to be done.</summary>
    private sealed class Answer(Func<ParseResult, int> answer) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult) => answer(parseResult);
    }
}
