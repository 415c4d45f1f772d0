using System;

/// <summary>Những câu kể lại việc đã làm; biến môi trường. What the samples say, and their environment.</summary>
public static class Story
{
    public static readonly string Language = Environment.GetEnvironmentVariable("ANTIN_LANG") == "en" ? "en" : "vi";

    public static string Text(string vietnamese, string english)
    {
        return Language == "en" ? english : vietnamese;
    }

    public static void Say(string vietnamese, string english)
    {
        Console.WriteLine(Text(vietnamese, english));
    }

    public static void Check(bool good, string vietnamese, string english)
    {
        if (!good)
        {
            throw new InvalidOperationException(Text("sai: " + vietnamese, "wrong: " + english));
        }
        Say(vietnamese, english);
    }

    public static void Tell(Receipt receipt)
    {
        string what = $"✔ {receipt.Event} {receipt.Time}, {receipt.Issuer}: ";
        Say(what + "có trong sổ nhật ký, ấn ký đúng, chứng thư của tỉnh.",
            what + "in the log, seal right, certificate of the province.");
    }

    public static string Env(string name)
    {
        string value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
        {
            throw new InvalidOperationException(Text("thiếu biến môi trường " + name, "set the variable " + name));
        }
        return value;
    }
}
