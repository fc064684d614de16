using HazmatTrack.Domain.Geo;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>What a truck carries: receiver, terminal, and the way to the platform.</summary>
public sealed record Equipment(ReceiverSettings Receiver, TerminalSettings Terminal, UplinkSettings Uplink)
{
    /// <summary>Right terminals: 15 m noise, 1 % drift, 1 % lost, 2 % late, 2 % twice, an outage every two hours.</summary>
    public static Equipment Default(TimeSpan interval) => new(new(), new(), new() { Interval = interval });

    /// <summary>Whether what the terminal tells of speed is right.</summary>
    public bool TellsRightSpeed => Terminal.Speed == SpeedFault.None;

    /// <summary>One that is at fault.</summary>
    public static Equipment Faulty(TerminalKind kind, TimeSpan interval)
    {
        var right = Default(interval);
        return kind switch
        {
            TerminalKind.ClockSteps => right with { Terminal = new() { ClockStepsPerHour = 1 } },
            TerminalKind.Noise30 => right with { Receiver = new() { Noise = Distance.FromMetres(30), WanderPart = 0.9 } },
            TerminalKind.HalfLate => right with { Uplink = right.Uplink with { StragglerShare = 0.5, LongestStraggle = TimeSpan.FromHours(1) } },
            _ => right with { Terminal = new() { Speed = Speed(kind) } },
        };
    }

    /// <summary>The same with bursts of drift of up to so many fixes, which mostly go on: long ones are as frequent as short ones.</summary>
    public Equipment WithBursts(int longest) => this with { Receiver = Receiver with { LongestDrift = longest, DriftGoesOn = 0.8 } };

    /// <summary>The same with a report every so often while the truck stands.</summary>
    public Equipment AtRest(TimeSpan interval) => this with { Uplink = Uplink with { IntervalAtRest = interval } };

    /// <summary>All reports of a journey in order of arrival.</summary>
    /// <param name="track">Where the truck was.</param>
    /// <param name="random">For receiver and uplink.</param>
    /// <param name="faults">For the terminal, so that its faults leave the errors of the receiver as they are.</param>
    public List<Arrival> Report(TrueTrack track, Random random, Random faults) =>
        new Uplink(Uplink, random).Send(track, new Receiver(Receiver, random), terminal: new Terminal(Terminal, faults));

    private static SpeedFault Speed(TerminalKind kind) => kind switch
    {
        TerminalKind.SpeedZero => SpeedFault.Zero,
        TerminalKind.SpeedStuck => SpeedFault.Stuck,
        TerminalKind.SpeedHalved => SpeedFault.Halved,
        TerminalKind.SpeedInMetresPerSecond => SpeedFault.InMetresPerSecond,
        TerminalKind.SpeedInKnots => SpeedFault.InKnots,
        TerminalKind.SpeedAbsent => SpeedFault.Absent,
        TerminalKind.SpeedDoubled => SpeedFault.Doubled,
        _ => SpeedFault.None,
    };
}
