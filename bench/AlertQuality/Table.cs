namespace HazmatTrack.AlertQuality;

/// <summary>The table that is printed.</summary>
public static class Table
{
    public static void Head(string name) => Console.WriteLine(
        $"{name,-20}{"journeys",9}{"true",8}{"found",8}{"false",7}{"of them undecidable",21}{"grazes",8}{"unseen",8}{"ends",6}{"precision",11}{"recall",9}"
        + $"{"undecidable",13}{"recall of others",18}{"p95 of time error",20}{"as stated",11}{"two vehicles",14}{"order mattered",16}");

    public static void Line(string name, Score s) => Console.WriteLine(
        $"{name,-20}{s.Journeys,9}{s.True,8}{s.Found,8}{s.False,7}{s.UndecidableFalse,21}{s.Grazes,8}{s.Unseen,8}{s.Ends,6}{s.Precision,11:0.0000}{s.Recall,9:0.0000}{s.Undecidable,13}{s.ShownRecall,18:0.0000}{s.TimeErrorP95,14:0.00} intervals{(double)s.AsStated / Math.Max(1, s.Found),10:0.000}{s.TwoVehicles,14}{s.OrderMattered,16}");

    public static string Text(Scenario scenario) => scenario.ToString().ToLowerInvariant();

    public static string Text(TerminalKind kind) => kind switch
    {
        TerminalKind.SpeedZero => "speed 0",
        TerminalKind.SpeedStuck => "speed stuck",
        TerminalKind.SpeedHalved => "speed halved",
        TerminalKind.SpeedInMetresPerSecond => "speed in m/s",
        TerminalKind.SpeedInKnots => "speed in knots",
        TerminalKind.SpeedAbsent => "speed absent",
        TerminalKind.SpeedDoubled => "speed doubled",
        TerminalKind.ClockSteps => "clock steps",
        TerminalKind.Noise30 => "30 m noise",
        _ => "half late",
    };
}
