mod activities;
mod calendar;
mod fixtures;
mod tasks;
mod timeline;
