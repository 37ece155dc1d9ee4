//! A series: cuts of one recording, their images, and what was found in them.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::testing::random::Random;

use crate::disk::{Before, Disk, Ignored};
use crate::image::{VARIANTS, Variant, emit, image};
use crate::record::{Base, Recording, child, scratch};
use crate::trace::Step;

/// Cuts of one walk through a recording.
const CUTS: usize = 10;

/// What became of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Sound,
    Refused(String),
    Lost(String),
    Differs(String),
    Died(String),
}

impl Verdict {
    pub(crate) fn is_fault(&self) -> bool {
        *self != Self::Sound
    }

    pub(crate) fn line(&self) -> String {
        format!("{self:?}").replace('\n', " ")
    }
}

/// What was found, with where.
#[derive(Debug, Default)]
pub(crate) struct Verdicts(Vec<(String, Verdict)>);

impl Verdicts {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn count(&self, wanted: impl Fn(&Verdict) -> bool) -> usize {
        self.0.iter().filter(|(_, verdict)| wanted(verdict)).count()
    }

    /// How many images there were; all of them sound.
    pub(crate) fn expect_sound(&self) -> usize {
        let faults: Vec<_> = self
            .0
            .iter()
            .filter(|(_, verdict)| verdict.is_fault())
            .collect();
        assert!(
            faults.is_empty(),
            "{} of {}: {faults:#.5?}",
            faults.len(),
            self.len()
        );
        assert!(self.len() > 5, "too few images: {}", self.len());
        self.len()
    }
}

/// An image to be checked.
struct Job {
    at: String,
    dir: PathBuf,
    before: Before,
}

pub(crate) struct Series<'a> {
    recording: &'a Recording,
    seed: u64,
    ignored: Ignored,
    most: usize,
}

impl<'a> Series<'a> {
    pub(crate) fn new(recording: &'a Recording, seed: u64) -> Self {
        Self {
            recording,
            seed,
            ignored: Ignored::Nothing,
            most: usize::MAX,
        }
    }

    pub(crate) fn ignoring(self, ignored: Ignored) -> Self {
        Self { ignored, ..self }
    }

    pub(crate) fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Checks images until the time is over or there are enough; those of one walk at least.
    pub(crate) fn run(&self, time: Duration) -> Verdicts {
        let end = Instant::now() + time;
        let images = scratch();
        let verdicts = Mutex::new(Verdicts::default());
        let (sender, jobs) = sync_channel(4);
        let jobs = Mutex::new(jobs);
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| check_all(&jobs, &verdicts));
            }
            let mut random = Random::new(self.seed);
            let mut made = 0;
            while made == 0 || (made < self.most && Instant::now() < end) {
                let walk = Walk {
                    series: self,
                    end,
                    made: &mut made,
                };
                walk.run(&mut random, images.path(), &sender);
            }
            drop(sender);
        });
        verdicts.into_inner().unwrap()
    }

    /// One image, for going on with it.
    pub(crate) fn one_image(&self) -> Base {
        let mut random = Random::new(self.seed);
        let steps = &self.recording.trace.steps;
        let third = steps.len() as u64 / 3;
        let cut = usize::try_from(third + random.below(third)).unwrap();
        let mut disk = Disk::new(&self.recording.trace, self.ignored, self.recording.before);
        for step in &steps[..cut] {
            disk.step(step);
        }
        let tree = image(&self.recording.trace, &disk, Variant::Sectors(512), random);
        let dir = scratch();
        emit(&tree, dir.path());
        Base {
            dir,
            before: before(&disk),
        }
    }

    /// All variants, or a few when only a few images are wanted.
    fn chosen(&self, mut variants: Vec<Variant>, random: &mut Random) -> Vec<Variant> {
        while self.most < usize::MAX && variants.len() > 3 {
            let one = random.below(variants.len() as u64);
            variants.swap_remove(usize::try_from(one).unwrap());
        }
        variants
    }

    /// Where to cut: most of the cuts next to what is not routine.
    fn cuts(&self, random: &mut Random) -> Vec<usize> {
        let trace = &self.recording.trace;
        let is_special = |step: &Step| match step {
            Step::Begin(change) | Step::End(change) => trace.changes[*change].data_of().is_none(),
            Step::SyncBegin(sync) | Step::SyncEnd(sync) => trace.syncs[*sync].of_directory,
            Step::Said(_) => false,
        };
        let count = trace.steps.len();
        // Without syncs the beginning is the same as having done nothing.
        let first = match self.ignored {
            Ignored::Nothing => 0,
            _ => count / 2,
        };
        let special: Vec<usize> = (first..count)
            .filter(|at| is_special(&trace.steps[*at]))
            .collect();
        let pick =
            |random: &mut Random, most: usize| usize::try_from(random.below(most as u64)).unwrap();
        let mut cuts: Vec<usize> = (0..CUTS)
            .map(|_| match random.chance(500) && !special.is_empty() {
                true => special[pick(random, special.len())] + pick(random, 3),
                false => first + pick(random, count - first),
            })
            .collect();
        cuts.sort_unstable();
        cuts
    }
}

fn before(disk: &Disk<'_>) -> Before {
    Before {
        acknowledged: disk.acknowledged,
        begun: disk.begun.max(disk.acknowledged),
    }
}

/// One pass over the recording.
struct Walk<'a> {
    series: &'a Series<'a>,
    end: Instant,
    made: &'a mut usize,
}

impl Walk<'_> {
    fn run(self, random: &mut Random, images: &std::path::Path, jobs: &SyncSender<Job>) {
        let recording = self.series.recording;
        let mut disk = Disk::new(&recording.trace, self.series.ignored, recording.before);
        let mut at = 0;
        for cut in self.series.cuts(random) {
            for step in &recording.trace.steps[at.min(cut)..cut.min(recording.trace.steps.len())] {
                disk.step(step);
            }
            at = at.max(cut);
            for variant in self.series.chosen(variants(&disk), random) {
                if *self.made >= self.series.most
                    || (*self.made > CUTS && Instant::now() >= self.end)
                {
                    return;
                }
                let seed = random.next();
                let tree = image(&recording.trace, &disk, variant, Random::new(seed));
                let dir = images.join(self.made.to_string());
                emit(&tree, &dir);
                *self.made += 1;
                let seed = self.series.seed;
                let job = Job {
                    at: format!("seed {seed}, cut {cut}, {variant:?}"),
                    dir,
                    before: before(&disk),
                };
                jobs.send(job).unwrap();
            }
        }
    }
}

/// Those that differ from each other here.
fn variants(disk: &Disk<'_>) -> Vec<Variant> {
    let of_names = [
        Variant::Nothing,
        Variant::Everything,
        Variant::StrictNothing,
    ];
    let all = VARIANTS.iter().copied();
    if !disk.data.is_empty() {
        return all.collect();
    }
    if !disk.strict_names.is_empty() {
        return of_names.into_iter().chain([Variant::StrictSome]).collect();
    }
    vec![Variant::Nothing]
}

fn check_all(jobs: &Mutex<Receiver<Job>>, verdicts: &Mutex<Verdicts>) {
    let mut checker = Checker::start();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let verdict = checker.check(&job).unwrap_or_else(|| {
            checker = Checker::start();
            Verdict::Died("the process ended".into())
        });
        std::fs::remove_dir_all(&job.dir).unwrap();
        let mut verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts.0.push((job.at, verdict));
    }
}

/// A process that checks images.
struct Checker {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Checker {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Checker {
    fn start() -> Self {
        let mut command = child("check");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        Self {
            input: process.stdin.take().unwrap(),
            output: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    /// `None` when the process ended.
    fn check(&mut self, job: &Job) -> Option<Verdict> {
        let Before {
            acknowledged,
            begun,
        } = job.before;
        let line = format!("{}\t{acknowledged}\t{begun}\n", job.dir.display());
        self.input.write_all(line.as_bytes()).ok()?;
        let mut line = String::new();
        while self.output.read_line(&mut line).ok()? > 0 {
            if let Some(verdict) = line.strip_prefix("verdict ") {
                return Some(read(verdict.trim()));
            }
            line.clear();
        }
        None
    }
}

/// What [`Verdict::line`] wrote.
fn read(line: &str) -> Verdict {
    let reason = line.to_owned();
    match line.split('(').next().unwrap_or_default() {
        "Sound" => Verdict::Sound,
        "Refused" => Verdict::Refused(reason),
        "Lost" => Verdict::Lost(reason),
        "Differs" => Verdict::Differs(reason),
        _ => Verdict::Died(reason),
    }
}
