using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What the program says, and its warnings and errors shown with a test that fails.</summary>
internal sealed class TestLog(ITestOutputHelper? output) : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _said = [];

    /// <summary>How many lines there are.</summary>
    public int Count => _said.Count;

    /// <summary>Whether something was said that has these words in it.</summary>
    public bool HasSaid(string words) => _said.Any(s => s.Contains(words, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var said = formatter(state, exception);
        _said.Enqueue(said);
        if (logLevel < LogLevel.Warning)
        {
            return;
        }

        try
        {
            output?.WriteLine($"{logLevel}: {said} {exception}");
        }
        catch (InvalidOperationException)
        {
            // The test has ended already.
        }
    }

    public void Dispose()
    {
    }
}
